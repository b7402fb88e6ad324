module example.net/cost

go 1.19
