@rem Sets PY (Python) and WORK (the workspace) for the files beside this folder.
@set "HERE=%~dp0"
@set "PY=%HERE%python\python.exe"
@set PYTHONUTF8=1
@for %%d in ("%HERE%..") do @set "WORK=%%~fd\作業フォルダ"
@if exist "%HERE%作業フォルダ.txt" for /f "usebackq delims=" %%p in ("%HERE%作業フォルダ.txt") do @set "WORK=%%~p"
@if exist "%PY%" exit /b 0
@echo まだ準備ができていません。先に「はじめに.bat」を実行してください。
@exit /b 3
