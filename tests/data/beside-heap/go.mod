module example.com/postoffice

go 1.19
