@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto share
if not exist "記録" mkdir "記録"
set "LOG=記録\夜間処理.log"
>>"%LOG%" echo ==== %DATE% %TIME% 始め %~1
if "%~1"=="auto" goto auto
call kit\start.bat
if errorlevel 1 goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" nightly
goto end
:auto
set "LEFT=3"
if not defined KUSEI_WAIT set "KUSEI_WAIT=600"
call kit\start.bat >nul
if errorlevel 1 goto unready
"%PY%" -X utf8 "kit\log.py" "%LOG%"
if not errorlevel 1 goto logged
set "LOG=%TEMP%\kusei_夜間処理.log"
>>"%LOG%" echo ==== %DATE% %TIME% 始め %~1
:logged
rem The log is one file of cmd's and the program's: both write it in the code page.
set "PYTHONIOENCODING=cp932:backslashreplace"
:again
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" nightly >>"%LOG%" 2>&1
set "CODE=%ERRORLEVEL%"
rem 3: a folder, the disk or another run stood in the way, which may be over soon.
rem The scheduler itself repeats only what could not be started.
if not "%CODE%"=="3" goto log
if "%LEFT%"=="0" goto log
set /a LEFT=LEFT-1
>>"%LOG%" echo ==== %DATE% %TIME% 終了コード3。%KUSEI_WAIT%秒後にやり直します
"%PY%" -X utf8 "kit\wait.py" %KUSEI_WAIT%
goto again
:unready
call kit\start.bat >>"%LOG%"
:end
set "CODE=%ERRORLEVEL%"
:log
>>"%LOG%" echo ==== %DATE% %TIME% 終了コード%CODE%
goto leave
:share
set "CODE=%ERRORLEVEL%"
:leave
if not "%~1"=="auto" pause
exit /b %CODE%
