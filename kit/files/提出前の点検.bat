@echo off
chcp 932 >nul
cd /d "%~dp0"
call "%~dp0kit\start.bat"
if errorlevel 1 goto end
if not "%~1"=="" goto next
echo 記入した様式（.xlsx）を、このファイルの上にドラッグして落としてください。いくつでも一度に調べられます。
goto end
:next
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" check "%~1"
shift
if not "%~1"=="" goto next
:end
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
