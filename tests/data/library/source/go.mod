module library.test/app

go 1.19
