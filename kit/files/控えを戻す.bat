@echo off
chcp 932 >nul
cd /d "%~dp0"
call "%~dp0kit\start.bat"
if errorlevel 1 goto end
if not "%~1"=="" goto asked
echo 戻したい控え（控え_日時.zip）を、このファイルの上にドラッグして落としてください。
goto end
:asked
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" restore "%~1" --dry-run
if errorlevel 1 goto end
set "ANSWER="
set /p "ANSWER=戻しますか。戻すときは「はい」と入れてください: "
if not "%ANSWER%"=="はい" goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" restore "%~1"
if errorlevel 1 goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" verify
:end
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
