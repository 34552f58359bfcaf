@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto end
call kit\start.bat
if errorlevel 1 goto end
setlocal EnableDelayedExpansion
set "KUSEI_DROPPED=!CMDCMDLINE!"
setlocal DisableDelayedExpansion
"%PY%" -X utf8 "kit\dropped.py" -w "%WORK%" backup -- %*
:end
set "CODE=%ERRORLEVEL%"
if not "%~1"=="auto" pause
if "%~1"=="auto" exit /b %CODE%
rem What Explorer could not quote would be run now, were this not the end of cmd itself.
exit %CODE%
