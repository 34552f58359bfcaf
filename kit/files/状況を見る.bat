@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto end
call kit\start.bat
if errorlevel 1 goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" status
if exist "%WORK%\outbox\状況.html" start "" "%WORK%\outbox\状況.html"
:end
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
