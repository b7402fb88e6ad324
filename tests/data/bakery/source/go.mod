module bakery.test/shop

go 1.19
