@echo off
chcp 932 >nul
cd /d "%~dp0"
call "%~dp0kit\start.bat"
if errorlevel 1 goto end
set "PLACE=%~1"
if "%PLACE%"=="auto" set "PLACE="
if not exist "控え" mkdir "控え"
if not defined PLACE set "PLACE=控え"
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" backup "%PLACE%"
:end
set "CODE=%ERRORLEVEL%"
if not "%~1"=="auto" pause
exit /b %CODE%
