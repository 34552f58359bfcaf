@rem Sets PY (Python) and WORK (the workspace) for the files beside this folder, which stand in it.
@if "%~d0"=="\\" goto share
@net use %~d0 >nul 2>&1
@if not errorlevel 1 goto share
@set "PY=kit\python\python.exe"
@set PYTHONUTF8=1
@set "WORK=作業フォルダ"
@if exist "kit\作業フォルダ.txt" for /f "usebackq delims=" %%p in ("kit\作業フォルダ.txt") do @set "WORK=%%~p"
@rem A path that ends in \ would take the quote behind it along.
@if "%WORK:~-1%"=="\" set "WORK=%WORK%."
@if exist "%PY%" exit /b 0
@echo まだ準備ができていません。先に「はじめに.bat」を実行してください。
@exit /b 3
:share
@echo 共有フォルダの上では使えません。フォルダごと、このパソコンのディスク（例 C:\kusei）に移してください。
@exit /b 3
