from printer.main import main

main()
