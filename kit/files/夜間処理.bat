@echo off
chcp 932 >nul
cd /d "%~dp0"
if not exist "記録" mkdir "記録"
set "LOG=記録\夜間処理.log"
>>"%LOG%" echo ==== %DATE% %TIME% begin %~1
call "%~dp0kit\start.bat"
if errorlevel 1 goto end
if "%~1"=="auto" goto auto
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" nightly
goto end
:auto
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" nightly >>"%LOG%" 2>&1
:end
set "CODE=%ERRORLEVEL%"
>>"%LOG%" echo ==== %DATE% %TIME% exit code %CODE%
if not "%~1"=="auto" pause
exit /b %CODE%
