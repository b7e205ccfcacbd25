# Written by downhill. In this folder, `gnuplot report-sensitivity.svg.gp` draws report-sensitivity.svg again.
if (!exists('picture')) picture = './report-sensitivity.svg'
set terminal svg size 1026,540 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
set output picture
set encoding utf8
set style line 1 lc rgb '#0072B2' dt solid lw 1.8 pt 7 ps 0.45
set style line 2 lc rgb '#D55E00' dt (14,4) lw 1.8 pt 7 ps 0.45
set style line 3 lc rgb '#009E73' dt (6,3) lw 1.8 pt 7 ps 0.45
set style line 4 lc rgb '#CC79A7' dt (14,3,3,3) lw 1.8 pt 7 ps 0.45
set style line 5 lc rgb '#E69F00' dt (3,2) lw 1.8 pt 7 ps 0.45
set style line 6 lc rgb '#000000' dt (10,3,2,3,2,3) lw 1.8 pt 7 ps 0.45
set style line 7 lc rgb '#56B4E9' dt (22,4) lw 1.8 pt 7 ps 0.45
set style line 8 lc rgb '#8C510A' dt (8,2,2,2) lw 1.8 pt 7 ps 0.45
set style line 9 lc rgb '#7A3E9D' dt (18,3,6,3) lw 1.8 pt 7 ps 0.45
set style line 10 lc rgb '#8A8A00' dt (2,3) lw 1.8 pt 7 ps 0.45
set style line 20 lc rgb '#B8B8B8' dt solid lw 0.8 pt 7 ps 0.3
set style line 100 lc rgb '#444444' lw 0.8
set style line 101 lc rgb '#DDDDDD' lw 0.6 dt solid
set border 3 back ls 100
set tics nomirror out scale 0.6,0.3 textcolor rgb '#333333'
set grid xtics ytics ls 101
unset key
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.085770,0.942593 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'median of 10 seeds, band: quartiles; all methods: batch=32' at screen 0.085770,0.903704 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'best 10 of 18 by their best median' at screen 0.711537,0.851852 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set object rectangle from screen 0.711537,0.796296 to screen 0.744676,0.818519 fillcolor ls 1 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.807407 to screen 0.744676,0.807407 nohead ls 1 front
set label 'sgd exponential gamma=0.9' at screen 0.752473,0.807407 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.751852 to screen 0.744676,0.774074 fillcolor ls 2 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.762963 to screen 0.744676,0.762963 nohead ls 2 front
set label 'momentum cosine' at screen 0.752473,0.762963 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.707407 to screen 0.744676,0.729630 fillcolor ls 3 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.718519 to screen 0.744676,0.718519 nohead ls 3 front
set label 'momentum exponential gamma=0.9' at screen 0.752473,0.718519 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.662963 to screen 0.744676,0.685185 fillcolor ls 4 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.674074 to screen 0.744676,0.674074 nohead ls 4 front
set label 'nesterov cosine' at screen 0.752473,0.674074 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.618519 to screen 0.744676,0.640741 fillcolor ls 5 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.629630 to screen 0.744676,0.629630 nohead ls 5 front
set label 'nesterov exponential gamma=0.9' at screen 0.752473,0.629630 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.574074 to screen 0.744676,0.596296 fillcolor ls 6 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.585185 to screen 0.744676,0.585185 nohead ls 6 front
set label 'adagrad cosine' at screen 0.752473,0.585185 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.529630 to screen 0.744676,0.551852 fillcolor ls 7 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.540741 to screen 0.744676,0.540741 nohead ls 7 front
set label 'rmsprop cosine' at screen 0.752473,0.540741 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.485185 to screen 0.744676,0.507407 fillcolor ls 8 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.496296 to screen 0.744676,0.496296 nohead ls 8 front
set label 'rmsprop exponential gamma=0.9' at screen 0.752473,0.496296 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.440741 to screen 0.744676,0.462963 fillcolor ls 9 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.451852 to screen 0.744676,0.451852 nohead ls 9 front
set label 'adam cosine' at screen 0.752473,0.451852 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.711537,0.396296 to screen 0.744676,0.418519 fillcolor ls 10 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.711537,0.407407 to screen 0.744676,0.407407 nohead ls 10 front
set label 'adam exponential gamma=0.9' at screen 0.752473,0.407407 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.711537,0.362963 to screen 0.744676,0.362963 nohead ls 20 front
set label '8 others' at screen 0.752473,0.362963 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'sgd constant, sgd cosine, momentum' at screen 0.711537,0.318519 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'constant, nesterov constant, adagrad' at screen 0.711537,0.292593 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'constant, adagrad exponential gamma=0.9,' at screen 0.711537,0.266667 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'rmsprop constant, adam constant' at screen 0.711537,0.240741 left noenhanced front font 'Inter,11' textcolor rgb '#666666'

# panel 1
set lmargin at screen 0.085770; set rmargin at screen 0.690095
set bmargin at screen 0.125926; set tmargin at screen 0.866667
set logscale x
set xrange [0.00099999999900000002:10.000000010000001]
set xtics ('0.001' 0.001 0, '' 0.002 1, '' 0.0030000000000000001 1, '' 0.0040000000000000001 1, '' 0.0050000000000000001 1, '' 0.0060000000000000001 1, '' 0.0070000000000000001 1, '' 0.0080000000000000002 1, '' 0.0089999999999999993 1, '0.01' 0.01 0, '' 0.02 1, '' 0.029999999999999999 1, '' 0.040000000000000001 1, '' 0.050000000000000003 1, '' 0.059999999999999998 1, '' 0.070000000000000007 1, '' 0.080000000000000002 1, '' 0.089999999999999997 1, '0.1' 0.10000000000000001 0, '' 0.20000000000000001 1, '' 0.29999999999999999 1, '' 0.40000000000000002 1, '' 0.5 1, '' 0.59999999999999998 1, '' 0.69999999999999996 1, '' 0.80000000000000004 1, '' 0.90000000000000002 1, '1' 1 0, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10' 10 0)
set logscale y
set yrange [9.9999999900000013e-05:10.000000010000001]
set ytics ('10^{−4}' 0.0001 0, '' 0.00020000000000000001 1, '' 0.00029999999999999997 1, '' 0.00040000000000000002 1, '' 0.00050000000000000001 1, '' 0.00059999999999999995 1, '' 0.00069999999999999999 1, '' 0.00080000000000000004 1, '' 0.00089999999999999998 1, '10^{−3}' 0.001 0, '' 0.002 1, '' 0.0030000000000000001 1, '' 0.0040000000000000001 1, '' 0.0050000000000000001 1, '' 0.0060000000000000001 1, '' 0.0070000000000000001 1, '' 0.0080000000000000002 1, '' 0.0089999999999999993 1, '10^{−2}' 0.01 0, '' 0.02 1, '' 0.029999999999999999 1, '' 0.040000000000000001 1, '' 0.050000000000000003 1, '' 0.059999999999999998 1, '' 0.070000000000000007 1, '' 0.080000000000000002 1, '' 0.089999999999999997 1, '10^{−1}' 0.10000000000000001 0, '' 0.20000000000000001 1, '' 0.29999999999999999 1, '' 0.40000000000000002 1, '' 0.5 1, '' 0.59999999999999998 1, '' 0.69999999999999996 1, '' 0.80000000000000004 1, '' 0.90000000000000002 1, '10^{0}' 1 0, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10^{1}' 10 0)
set label 'lr' at screen 0.387932,0.048148 center noenhanced front textcolor rgb '#222222'
set label 'final cost − f*' at screen 0.013645,0.496296 center rotate by 90 noenhanced front textcolor rgb '#222222'
left = 0.001; right = 10; low = 0.0001; high = 10
across(x) = x < left ? left : x > right ? right : x
clamp(y) = y < low ? low : y > high ? high : y
fall(y) = y < low && y > -1e308 ? low : y
seen(x) = x > 0 ? x : NaN
inner(o,m,q) = clamp(q > high ? m > high ? o : m : q)
outer(o,m,q) = q > high ? high : inner(o,m,q)
plot 'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::0::0 with lines ls 20 title 'sgd constant batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::1::1 with lines ls 20 title 'sgd cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::2::2 with lines ls 20 title 'momentum constant batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::3::3 with lines ls 20 title 'nesterov constant batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::4::4 with lines ls 20 title 'adagrad constant batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::5::5 with lines ls 20 title 'adagrad exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::6::6 with lines ls 20 title 'rmsprop constant batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 10 using (seen($1)):(fall($2)) every :::7::7 with lines ls 20 title 'adam constant batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 0 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 1 fillstyle transparent solid 0.05 noborder title 'sgd exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 0 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 1 fillstyle transparent solid 0.14 noborder title 'sgd exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 1 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 2 fillstyle transparent solid 0.05 noborder title 'momentum cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 1 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 2 fillstyle transparent solid 0.14 noborder title 'momentum cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 2 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 3 fillstyle transparent solid 0.05 noborder title 'momentum exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 2 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 3 fillstyle transparent solid 0.14 noborder title 'momentum exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 3 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 4 fillstyle transparent solid 0.05 noborder title 'nesterov cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 3 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 4 fillstyle transparent solid 0.14 noborder title 'nesterov cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 4 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 5 fillstyle transparent solid 0.05 noborder title 'nesterov exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 4 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 5 fillstyle transparent solid 0.14 noborder title 'nesterov exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 5 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 6 fillstyle transparent solid 0.05 noborder title 'adagrad cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 5 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 6 fillstyle transparent solid 0.14 noborder title 'adagrad cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 6 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 7 fillstyle transparent solid 0.05 noborder title 'rmsprop cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 6 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 7 fillstyle transparent solid 0.14 noborder title 'rmsprop cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 7 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 8 fillstyle transparent solid 0.05 noborder title 'rmsprop exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 7 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 8 fillstyle transparent solid 0.14 noborder title 'rmsprop exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 8 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 9 fillstyle transparent solid 0.05 noborder title 'adam cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 8 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 9 fillstyle transparent solid 0.14 noborder title 'adam cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 9 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 10 fillstyle transparent solid 0.05 noborder title 'adam exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 9 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 10 fillstyle transparent solid 0.14 noborder title 'adam exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 0 using (seen($1)):(fall($2)) with linespoints ls 1 title 'sgd exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 1 using (seen($1)):(fall($2)) with linespoints ls 2 title 'momentum cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 2 using (seen($1)):(fall($2)) with linespoints ls 3 title 'momentum exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 3 using (seen($1)):(fall($2)) with linespoints ls 4 title 'nesterov cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 4 using (seen($1)):(fall($2)) with linespoints ls 5 title 'nesterov exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 5 using (seen($1)):(fall($2)) with linespoints ls 6 title 'adagrad cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 6 using (seen($1)):(fall($2)) with linespoints ls 7 title 'rmsprop cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 7 using (seen($1)):(fall($2)) with linespoints ls 8 title 'rmsprop exponential gamma=0.9 batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 8 using (seen($1)):(fall($2)) with linespoints ls 9 title 'adam cosine batch=32' noenhanced, \
     'report-sensitivity.svg.dat' index 9 using (seen($1)):(fall($2)) with linespoints ls 10 title 'adam exponential gamma=0.9 batch=32' noenhanced
unset label; unset arrow; unset object
unset output
