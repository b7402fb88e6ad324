module example.com/kept-types

go 1.23
