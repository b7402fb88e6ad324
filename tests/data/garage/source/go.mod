module garage.test/app

go 1.19
