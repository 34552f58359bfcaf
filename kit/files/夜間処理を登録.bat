@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto end
call kit\start.bat
if errorlevel 1 goto end
set "TIME_OF_DAY="
set /p "TIME_OF_DAY=毎日動かす時刻（例 19:30）: "
"%PY%" -X utf8 "kit\task.py" "%TIME_OF_DAY%" "夜間処理.bat" "%USERDOMAIN%\%USERNAME%" "kit\夜間処理.xml"
if errorlevel 1 goto end
echo %USERDOMAIN%\%USERNAME% のパスワードを聞かれます。ログオンしていない夜にも、共有フォルダを読むためです。
schtasks /Create /TN "kusei 夜間処理" /XML "kit\夜間処理.xml" /RU "%USERDOMAIN%\%USERNAME%" /RP * /F
if errorlevel 1 goto refused
echo 登録しました。パスワードを変えたときは、もう一度登録してください。
goto end
:refused
echo 登録できませんでした。「バッチ ジョブとしてログオン」の権利が要ります。情報システムの担当に、
echo kit\夜間処理.xml をタスク スケジューラに取り込むよう頼んでください。
:end
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
