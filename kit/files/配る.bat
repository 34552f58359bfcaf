@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto end
call kit\start.bat
if errorlevel 1 goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" status
set "ROUND="
set /p "ROUND=配る回の名前: "
if not defined ROUND goto end
set "ROUND=%ROUND:"=%"
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" issue "%ROUND%" --dry-run
if errorlevel 1 goto end
set "ANSWER="
set /p "ANSWER=この内容で配りますか。配るときは「はい」と入れてください: "
if not "%ANSWER%"=="はい" goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" issue "%ROUND%"
:end
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
