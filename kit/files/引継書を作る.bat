@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto end
call kit\start.bat
if errorlevel 1 goto end
"%PY%" -X utf8 -m kusei_batch -w "%WORK%" handover
if errorlevel 1 goto end
if exist "%WORK%\outbox\引継書（最新）.docx" start "" "%WORK%\outbox\引継書（最新）.docx" & goto end
if exist "%WORK%\outbox\引継書.docx" start "" "%WORK%\outbox\引継書.docx"
:end
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
