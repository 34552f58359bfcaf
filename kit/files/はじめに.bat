@echo off
chcp 932 >nul
cd /d "%~dp0"
if "%~d0"=="\\" call "%~dp0kit\start.bat" & goto failed
set "ZIP=@file@"
set "WANTED=@sha256@"
if exist "kit\python\python.exe" goto ready
if not exist "%ZIP%" goto missing
echo %ZIP% を確かめています。
set "IS_RIGHT="
certutil -hashfile "%ZIP%" SHA256 >"kit\sha256.txt"
for /f "usebackq delims=" %%h in ("kit\sha256.txt") do if /i "%%h"=="%WANTED%" set "IS_RIGHT=1"
if not defined IS_RIGHT goto wrong
echo 取り出しています。
if exist "kit\python.new" rmdir /s /q "kit\python.new"
if exist "kit\python.new" goto unpacked
mkdir "kit\python.new"
tar -xf "%ZIP%" -C "kit\python.new"
if not errorlevel 1 goto extracted
powershell -NoProfile -Command "Expand-Archive -LiteralPath '%ZIP%' -DestinationPath 'kit\python.new' -Force"
if errorlevel 1 goto unpacked
:extracted
if not exist "kit\python.new\python.exe" goto unpacked
copy /y "kit\python@tag@._pth" "kit\python.new\" >nul
if errorlevel 1 goto unpacked
copy /y "kit\site\sklearn\.libs\msvcp140.dll" "kit\python.new\" >nul
if errorlevel 1 goto unpacked
ren "kit\python.new" python
if not exist "kit\python\python.exe" goto unpacked
:ready
call kit\start.bat
if errorlevel 1 goto end
if exist "%WORK%\config.toml" goto made
echo 作業フォルダを作ります。台帳と原本を置くので、このパソコンのディスクの上にしてください。
echo 何も入れずに Enter を押すと、次のフォルダの中に「作業フォルダ」という名前で作ります。
cd
set "PLACE="
set /p "PLACE=作業フォルダの場所: "
if defined PLACE set "PLACE=%PLACE:"=%"
if defined PLACE if "%PLACE:~-1%"=="\" set "PLACE=%PLACE%."
if defined PLACE set "WORK=%PLACE%"
set "GUIDE=--guide"
if "%~1"=="auto" set "GUIDE="
"%PY%" -X utf8 -m kusei_batch init %GUIDE% "%WORK%"
if errorlevel 1 goto end
if not exist "%WORK%\config.toml" goto end
if defined PLACE >"kit\作業フォルダ.txt" echo "%WORK%"
:made
echo 次の順に進めてください。
echo   1. 作業フォルダの templates_xlsx\マスタ.xlsx に、方針と基準を（まだなら区と部署も）入力する
echo   2. 点検.bat で確かめる
echo   3. 配る.bat で様式を配る
echo   4. 夜間処理を登録.bat で、毎日の処理を登録する
if not "%~1"=="auto" start "" "%WORK%\templates_xlsx\マスタ.xlsx"
goto end
:missing
echo このフォルダに %ZIP% がありません。
echo インターネットにつながるパソコンで、次のページから
echo 「Windows embeddable package (64-bit)」を取得し、このフォルダに置いてから、もう一度実行してください。
echo   @page@
goto failed
:wrong
echo %ZIP% が、このキットのためのものと違います。
echo   正しい SHA-256: %WANTED%
type "kit\sha256.txt"
echo 取得し直してください。違いが続くときは、情報システムの担当に相談してください。使ってはいけません。
goto failed
:unpacked
echo %ZIP% を取り出せませんでした。ディスクの空きと書込み権限を確かめて、もう一度実行してください。
:failed
if not "%~1"=="auto" pause
exit /b 3
:end
set "CODE=%ERRORLEVEL%"
if not "%~1"=="auto" pause
exit /b %CODE%
