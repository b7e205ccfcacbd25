# Written by downhill. In this folder, `gnuplot report-schedule.svg.gp` draws report-schedule.svg again.
if (!exists('picture')) picture = './report-schedule.svg'
set terminal svg size 1024,540 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.085938,0.942593 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'the longest run of each method, of 10 seeds; all methods: batch=32' at screen 0.085938,0.903704 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'the first 10 of 15' at screen 0.713251,0.851852 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set arrow from screen 0.713251,0.807407 to screen 0.746454,0.807407 nohead ls 1 front
set label 'constant lr=0.001' at screen 0.754267,0.807407 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.762963 to screen 0.746454,0.762963 nohead ls 2 front
set label 'constant lr=0.01' at screen 0.754267,0.762963 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.718519 to screen 0.746454,0.718519 nohead ls 3 front
set label 'constant lr=0.1' at screen 0.754267,0.718519 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.674074 to screen 0.746454,0.674074 nohead ls 4 front
set label 'constant lr=1' at screen 0.754267,0.674074 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.629630 to screen 0.746454,0.629630 nohead ls 5 front
set label 'constant lr=10' at screen 0.754267,0.629630 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.585185 to screen 0.746454,0.585185 nohead ls 6 front
set label 'cosine lr=0.001' at screen 0.754267,0.585185 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.540741 to screen 0.746454,0.540741 nohead ls 7 front
set label 'cosine lr=0.01' at screen 0.754267,0.540741 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.496296 to screen 0.746454,0.496296 nohead ls 8 front
set label 'cosine lr=0.1' at screen 0.754267,0.496296 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.451852 to screen 0.746454,0.451852 nohead ls 9 front
set label 'cosine lr=1' at screen 0.754267,0.451852 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.407407 to screen 0.746454,0.407407 nohead ls 10 front
set label 'cosine lr=10' at screen 0.754267,0.407407 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.713251,0.362963 to screen 0.746454,0.362963 nohead ls 20 front
set label '5 others' at screen 0.754267,0.362963 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'exponential gamma=0.9 lr=0.001,' at screen 0.713251,0.318519 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'exponential gamma=0.9 lr=0.01,' at screen 0.713251,0.292593 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'exponential gamma=0.9 lr=0.1, exponential' at screen 0.713251,0.266667 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'gamma=0.9 lr=1, exponential gamma=0.9' at screen 0.713251,0.240741 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'lr=10' at screen 0.713251,0.214815 left noenhanced front font 'Inter,11' textcolor rgb '#666666'

# panel 1
set lmargin at screen 0.085938; set rmargin at screen 0.691767
set bmargin at screen 0.125926; set tmargin at screen 0.866667
unset logscale x
set xrange [0:450]
set xtics ('0' -0 0, '50' 50 0, '100' 100 0, '150' 150 0, '200' 200 0, '250' 250 0, '300' 300 0, '350' 350 0, '400' 400 0, '450' 450 0)
set logscale y
set yrange [9.99999999e-08:10.000000010000001]
set ytics ('≈ 0' 9.9999999999999995e-08 0, '' 1.9999999999999999e-07 1, '' 2.9999999999999999e-07 1, '' 3.9999999999999998e-07 1, '' 4.9999999999999998e-07 1, '' 5.9999999999999997e-07 1, '' 6.9999999999999997e-07 1, '' 7.9999999999999996e-07 1, '' 8.9999999999999996e-07 1, '10^{−6}' 9.9999999999999995e-07 0, '' 1.9999999999999999e-06 1, '' 3.0000000000000001e-06 1, '' 3.9999999999999998e-06 1, '' 5.0000000000000004e-06 1, '' 6.0000000000000002e-06 1, '' 6.9999999999999999e-06 1, '' 7.9999999999999996e-06 1, '' 9.0000000000000002e-06 1, '10^{−5}' 1.0000000000000001e-05 0, '' 2.0000000000000002e-05 1, '' 3.0000000000000001e-05 1, '' 4.0000000000000003e-05 1, '' 5.0000000000000002e-05 1, '' 6.0000000000000002e-05 1, '' 6.9999999999999994e-05 1, '' 8.0000000000000007e-05 1, '' 9.0000000000000006e-05 1, '10^{−4}' 0.0001 0, '' 0.00020000000000000001 1, '' 0.00029999999999999997 1, '' 0.00040000000000000002 1, '' 0.00050000000000000001 1, '' 0.00059999999999999995 1, '' 0.00069999999999999999 1, '' 0.00080000000000000004 1, '' 0.00089999999999999998 1, '10^{−3}' 0.001 0, '' 0.002 1, '' 0.0030000000000000001 1, '' 0.0040000000000000001 1, '' 0.0050000000000000001 1, '' 0.0060000000000000001 1, '' 0.0070000000000000001 1, '' 0.0080000000000000002 1, '' 0.0089999999999999993 1, '10^{−2}' 0.01 0, '' 0.02 1, '' 0.029999999999999999 1, '' 0.040000000000000001 1, '' 0.050000000000000003 1, '' 0.059999999999999998 1, '' 0.070000000000000007 1, '' 0.080000000000000002 1, '' 0.089999999999999997 1, '10^{−1}' 0.10000000000000001 0, '' 0.20000000000000001 1, '' 0.29999999999999999 1, '' 0.40000000000000002 1, '' 0.5 1, '' 0.59999999999999998 1, '' 0.69999999999999996 1, '' 0.80000000000000004 1, '' 0.90000000000000002 1, '10^{0}' 1 0, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10^{1}' 10 0)
set label 'step' at screen 0.388852,0.048148 center noenhanced front textcolor rgb '#222222'
set label 'learning rate' at screen 0.013672,0.496296 center rotate by 90 noenhanced front textcolor rgb '#222222'
left = 0; right = 450; low = 9.9999999999999995e-08; high = 10
across(x) = x < left ? left : x > right ? right : x
clamp(y) = y < low ? low : y > high ? high : y
fall(y) = y < low && y > -1e308 ? low : y
seen(x) = x
inner(o,m,q) = clamp(q > high ? m > high ? o : m : q)
outer(o,m,q) = q > high ? high : inner(o,m,q)
plot 'report-schedule.svg.dat' index 10 using (seen($1)):(fall($2)) every :::0::0 with lines ls 20 title 'exponential gamma=0.9 lr=0.001 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 10 using (seen($1)):(fall($2)) every :::1::1 with lines ls 20 title 'exponential gamma=0.9 lr=0.01 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 10 using (seen($1)):(fall($2)) every :::2::2 with lines ls 20 title 'exponential gamma=0.9 lr=0.1 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 10 using (seen($1)):(fall($2)) every :::3::3 with lines ls 20 title 'exponential gamma=0.9 lr=1 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 10 using (seen($1)):(fall($2)) every :::4::4 with lines ls 20 title 'exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 0 using (seen($1)):(fall($2)) with lines ls 1 title 'constant lr=0.001 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 1 using (seen($1)):(fall($2)) with lines ls 2 title 'constant lr=0.01 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 2 using (seen($1)):(fall($2)) with lines ls 3 title 'constant lr=0.1 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 3 using (seen($1)):(fall($2)) with lines ls 4 title 'constant lr=1 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 4 using (seen($1)):(fall($2)) with lines ls 5 title 'constant lr=10 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 5 using (seen($1)):(fall($2)) with lines ls 6 title 'cosine lr=0.001 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 6 using (seen($1)):(fall($2)) with lines ls 7 title 'cosine lr=0.01 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 7 using (seen($1)):(fall($2)) with lines ls 8 title 'cosine lr=0.1 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 8 using (seen($1)):(fall($2)) with lines ls 9 title 'cosine lr=1 batch=32' noenhanced, \
     'report-schedule.svg.dat' index 9 using (seen($1)):(fall($2)) with lines ls 10 title 'cosine lr=10 batch=32' noenhanced
unset label; unset arrow; unset object
unset output
