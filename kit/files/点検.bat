@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto end
call kit\start.bat
if errorlevel 1 goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" doctor
:end
set "CODE=%ERRORLEVEL%"
if not "%~1"=="auto" pause
exit /b %CODE%
