# Written by downhill. In this folder, `gnuplot report-tuning-over-optimizer.svg.gp` draws report-tuning-over-optimizer.svg again.
if (!exists('picture')) picture = './report-tuning-over-optimizer.svg'
set terminal svg size 860,558 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.102326,0.944444 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'expected best of k settings drawn from those tried (each: the median of its 10 seeds); no line where all k may be lost' at screen 0.102326,0.906810 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'ones' at screen 0.102326,0.874552 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set arrow from screen 0.849640,0.824373 to screen 0.889175,0.824373 nohead ls 1 front
set label 'sgd' at screen 0.898477,0.824373 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.849640,0.781362 to screen 0.889175,0.781362 nohead ls 2 front
set label 'momentum' at screen 0.898477,0.781362 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.849640,0.738351 to screen 0.889175,0.738351 nohead ls 3 front
set label 'nesterov' at screen 0.898477,0.738351 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.849640,0.695341 to screen 0.889175,0.695341 nohead ls 4 front
set label 'adagrad' at screen 0.898477,0.695341 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.849640,0.652330 to screen 0.889175,0.652330 nohead ls 5 front
set label 'rmsprop' at screen 0.898477,0.652330 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.849640,0.609319 to screen 0.889175,0.609319 nohead ls 6 front
set label 'adam' at screen 0.898477,0.609319 left noenhanced front font 'Inter,13' textcolor rgb '#222222'

# panel 1
set lmargin at screen 0.102326; set rmargin at screen 0.824059
set bmargin at screen 0.121864; set tmargin at screen 0.838710
set logscale x
set xrange [0.99999999900000003:15.000000015000001]
set xtics ('1' 1 0, '2' 2 0, '' 3 1, '' 4 1, '5' 5 0, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10' 10 0)
set logscale y
set yrange [0.00019999999980000003:0.50000000050000004]
set ytics ('' 0.00020000000000000001 1, '' 0.00029999999999999997 1, '' 0.00040000000000000002 1, '' 0.00050000000000000001 1, '' 0.00059999999999999995 1, '' 0.00069999999999999999 1, '' 0.00080000000000000004 1, '' 0.00089999999999999998 1, '10^{−3}' 0.001 0, '' 0.002 1, '' 0.0030000000000000001 1, '' 0.0040000000000000001 1, '' 0.0050000000000000001 1, '' 0.0060000000000000001 1, '' 0.0070000000000000001 1, '' 0.0080000000000000002 1, '' 0.0089999999999999993 1, '10^{−2}' 0.01 0, '' 0.02 1, '' 0.029999999999999999 1, '' 0.040000000000000001 1, '' 0.050000000000000003 1, '' 0.059999999999999998 1, '' 0.070000000000000007 1, '' 0.080000000000000002 1, '' 0.089999999999999997 1, '10^{−1}' 0.10000000000000001 0, '' 0.20000000000000001 1, '' 0.29999999999999999 1, '' 0.40000000000000002 1, '' 0.5 1)
set label 'settings tried, k' at screen 0.463192,0.046595 center noenhanced front textcolor rgb '#222222'
set label 'final cost − f*' at screen 0.016279,0.480287 center rotate by 90 noenhanced front textcolor rgb '#222222'
left = 1; right = 15; low = 0.00020000000000000001; high = 0.5
across(x) = x < left ? left : x > right ? right : x
clamp(y) = y < low ? low : y > high ? high : y
fall(y) = y < low && y > -1e308 ? low : y
seen(x) = x > 0 ? x : NaN
inner(o,m,q) = clamp(q > high ? m > high ? o : m : q)
outer(o,m,q) = q > high ? high : inner(o,m,q)
plot 'report-tuning-over-optimizer.svg.dat' index 0 using (seen($1)):(fall($2)) with lines ls 1 title 'sgd' noenhanced, \
     'report-tuning-over-optimizer.svg.dat' index 1 using (seen($1)):(fall($2)) with lines ls 2 title 'momentum' noenhanced, \
     'report-tuning-over-optimizer.svg.dat' index 2 using (seen($1)):(fall($2)) with lines ls 3 title 'nesterov' noenhanced, \
     'report-tuning-over-optimizer.svg.dat' index 3 using (seen($1)):(fall($2)) with lines ls 4 title 'adagrad' noenhanced, \
     'report-tuning-over-optimizer.svg.dat' index 4 using (seen($1)):(fall($2)) with lines ls 5 title 'rmsprop' noenhanced, \
     'report-tuning-over-optimizer.svg.dat' index 5 using (seen($1)):(fall($2)) with lines ls 6 title 'adam' noenhanced
unset label; unset arrow; unset object
unset output
