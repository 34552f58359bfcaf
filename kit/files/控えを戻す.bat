@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto end
call kit\start.bat
if errorlevel 1 goto end
setlocal EnableDelayedExpansion
set "KUSEI_DROPPED=!CMDCMDLINE!"
setlocal DisableDelayedExpansion
set "KUSEI_STATE="
"%PY%" -X utf8 "kit\dropped.py" -w "%WORK%" restore --dry-run -- %*
if errorlevel 3 goto end
if not errorlevel 2 goto ask
if "%~1"=="" goto end
echo 上に --state と出たときだけ、状態フォルダを置く場所を入れてください（作業フォルダの中なら .kusei）。
echo --state と出ていなければ、上に書いてあることを直してください。Enter だけを押すと、やめます。
set /p "KUSEI_STATE=状態フォルダの場所: "
if not defined KUSEI_STATE goto end
"%PY%" -X utf8 "kit\dropped.py" -w "%WORK%" restore --dry-run -- %*
if errorlevel 1 goto end
:ask
set "ANSWER="
set /p "ANSWER=戻しますか。戻すときは「はい」と入れてください: "
if not "%ANSWER%"=="はい" goto end
"%PY%" -X utf8 "kit\dropped.py" -w "%WORK%" restore -- %*
if errorlevel 1 goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" verify
:end
set "CODE=%ERRORLEVEL%"
if not "%~1"=="auto" pause
if "%~1"=="auto" exit /b %CODE%
rem What Explorer could not quote would be run now, were this not the end of cmd itself.
exit %CODE%
