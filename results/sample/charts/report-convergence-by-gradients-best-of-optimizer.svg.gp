# Written by downhill. In this folder, `gnuplot report-convergence-by-gradients-best-of-optimizer.svg.gp` draws report-convergence-by-gradients-best-of-optimizer.svg again.
if (!exists('picture')) picture = './report-convergence-by-gradients-best-of-optimizer.svg'
set terminal svg size 1021,540 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.086190,0.942593 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'median of 10 seeds, band: quartiles; each optimizer at its best settings of those tried; all methods: batch=32' at screen 0.086190,0.903704 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set object rectangle from screen 0.715440,0.840741 to screen 0.748741,0.862963 fillcolor ls 1 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.715440,0.851852 to screen 0.748741,0.851852 nohead ls 1 front
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.756576,0.851852 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.715440,0.796296 to screen 0.748741,0.818519 fillcolor ls 2 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.715440,0.807407 to screen 0.748741,0.807407 nohead ls 2 front
set label 'momentum exponential gamma=0.9' at screen 0.756576,0.807407 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'lr=10' at screen 0.756576,0.775926 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.715440,0.720370 to screen 0.748741,0.742593 fillcolor ls 3 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.715440,0.731481 to screen 0.748741,0.731481 nohead ls 3 front
set label 'nesterov exponential gamma=0.9' at screen 0.756576,0.731481 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'lr=1' at screen 0.756576,0.700000 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.715440,0.644444 to screen 0.748741,0.666667 fillcolor ls 4 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.715440,0.655556 to screen 0.748741,0.655556 nohead ls 4 front
set label 'adagrad cosine lr=1' at screen 0.756576,0.655556 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.715440,0.600000 to screen 0.748741,0.622222 fillcolor ls 5 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.715440,0.611111 to screen 0.748741,0.611111 nohead ls 5 front
set label 'rmsprop cosine lr=0.1' at screen 0.756576,0.611111 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from screen 0.715440,0.555556 to screen 0.748741,0.577778 fillcolor ls 6 fillstyle transparent solid 0.18 noborder front
set arrow from screen 0.715440,0.566667 to screen 0.748741,0.566667 nohead ls 6 front
set label 'adam cosine lr=0.1' at screen 0.756576,0.566667 left noenhanced front font 'Inter,13' textcolor rgb '#222222'

# panel 1
set lmargin at screen 0.086190; set rmargin at screen 0.693893
set bmargin at screen 0.125926; set tmargin at screen 0.866667
unset logscale x
set xrange [0:30]
set xtics ('0' -0 0, '5' 5 0, '10' 10 0, '15' 15 0, '20' 20 0, '25' 25 0, '30' 30 0)
set logscale y
set yrange [0.00019999999980000003:1.0000000010000001]
set ytics ('' 0.00020000000000000001 1, '' 0.00029999999999999997 1, '' 0.00040000000000000002 1, '' 0.00050000000000000001 1, '' 0.00059999999999999995 1, '' 0.00069999999999999999 1, '' 0.00080000000000000004 1, '' 0.00089999999999999998 1, '10^{−3}' 0.001 0, '' 0.002 1, '' 0.0030000000000000001 1, '' 0.0040000000000000001 1, '' 0.0050000000000000001 1, '' 0.0060000000000000001 1, '' 0.0070000000000000001 1, '' 0.0080000000000000002 1, '' 0.0089999999999999993 1, '10^{−2}' 0.01 0, '' 0.02 1, '' 0.029999999999999999 1, '' 0.040000000000000001 1, '' 0.050000000000000003 1, '' 0.059999999999999998 1, '' 0.070000000000000007 1, '' 0.080000000000000002 1, '' 0.089999999999999997 1, '10^{−1}' 0.10000000000000001 0, '' 0.20000000000000001 1, '' 0.29999999999999999 1, '' 0.40000000000000002 1, '' 0.5 1, '' 0.59999999999999998 1, '' 0.69999999999999996 1, '' 0.80000000000000004 1, '' 0.90000000000000002 1, '10^{0}' 1 0)
set label 'gradient evaluations (passes over the data)' at screen 0.390041,0.048148 center noenhanced front textcolor rgb '#222222'
set label 'cost − f*' at screen 0.013712,0.496296 center rotate by 90 noenhanced front textcolor rgb '#222222'
left = 0; right = 30; low = 0.00020000000000000001; high = 1
across(x) = x < left ? left : x > right ? right : x
clamp(y) = y < low ? low : y > high ? high : y
fall(y) = y < low && y > -1e308 ? low : y
seen(x) = x
inner(o,m,q) = clamp(q > high ? m > high ? o : m : q)
outer(o,m,q) = q > high ? high : inner(o,m,q)
plot 'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 0 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 1 fillstyle transparent solid 0.05 noborder title 'sgd exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 0 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 1 fillstyle transparent solid 0.14 noborder title 'sgd exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 1 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 2 fillstyle transparent solid 0.05 noborder title 'momentum exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 1 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 2 fillstyle transparent solid 0.14 noborder title 'momentum exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 2 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 3 fillstyle transparent solid 0.05 noborder title 'nesterov exponential gamma=0.9 lr=1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 2 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 3 fillstyle transparent solid 0.14 noborder title 'nesterov exponential gamma=0.9 lr=1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 3 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 4 fillstyle transparent solid 0.05 noborder title 'adagrad cosine lr=1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 3 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 4 fillstyle transparent solid 0.14 noborder title 'adagrad cosine lr=1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 4 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 5 fillstyle transparent solid 0.05 noborder title 'rmsprop cosine lr=0.1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 4 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 5 fillstyle transparent solid 0.14 noborder title 'rmsprop cosine lr=0.1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 5 using (seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4)) with filledcurves ls 6 fillstyle transparent solid 0.05 noborder title 'adam cosine lr=0.1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 5 using (seen($1)):(clamp($3)):(inner($3,$2,$4)) with filledcurves ls 6 fillstyle transparent solid 0.14 noborder title 'adam cosine lr=0.1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 0 using (seen($1)):(fall($2)) with lines ls 1 title 'sgd exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 1 using (seen($1)):(fall($2)) with lines ls 2 title 'momentum exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 2 using (seen($1)):(fall($2)) with lines ls 3 title 'nesterov exponential gamma=0.9 lr=1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 3 using (seen($1)):(fall($2)) with lines ls 4 title 'adagrad cosine lr=1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 4 using (seen($1)):(fall($2)) with lines ls 5 title 'rmsprop cosine lr=0.1 batch=32' noenhanced, \
     'report-convergence-by-gradients-best-of-optimizer.svg.dat' index 5 using (seen($1)):(fall($2)) with lines ls 6 title 'adam cosine lr=0.1 batch=32' noenhanced
unset label; unset arrow; unset object
unset output
