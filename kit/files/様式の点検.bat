@echo off
chcp 932 >nul
cd /d "%~dp0"
call "%~dp0kit\start.bat"
if errorlevel 1 goto end
if not "%~1"=="" goto next
echo ひな形（.xlsx）を、このファイルの上にドラッグして落としてください。いくつでも一度に調べられます。
goto end
:next
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" form check "%~1"
shift
if not "%~1"=="" goto next
:end
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
