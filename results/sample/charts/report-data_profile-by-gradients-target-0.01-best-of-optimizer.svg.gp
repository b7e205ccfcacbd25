# Written by downhill. In this folder, `gnuplot report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg.gp` draws report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg again.
if (!exists('picture')) picture = './report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg'
set terminal svg size 1021,558 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.086190,0.944444 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'data profile over 1 problem x 10 seeds: runs that reached f* + 0.01 (f₀ − f*); each optimizer at its best settings of those tried; all methods:' at screen 0.086190,0.906810 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'batch=32' at screen 0.086190,0.874552 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set arrow from screen 0.715440,0.824373 to screen 0.748741,0.824373 nohead ls 1 front
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.756576,0.824373 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.715440,0.781362 to screen 0.748741,0.781362 nohead ls 2 front
set label 'momentum exponential gamma=0.9' at screen 0.756576,0.781362 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'lr=10' at screen 0.756576,0.750896 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.715440,0.707885 to screen 0.748741,0.707885 nohead ls 3 front
set label 'nesterov exponential gamma=0.9' at screen 0.756576,0.707885 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'lr=1' at screen 0.756576,0.677419 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.715440,0.634409 to screen 0.748741,0.634409 nohead ls 4 front
set label 'adagrad cosine lr=1' at screen 0.756576,0.634409 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.715440,0.591398 to screen 0.748741,0.591398 nohead ls 5 front
set label 'rmsprop cosine lr=0.1' at screen 0.756576,0.591398 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.715440,0.548387 to screen 0.748741,0.548387 nohead ls 6 front
set label 'adam cosine lr=0.1' at screen 0.756576,0.548387 left noenhanced front font 'Inter,13' textcolor rgb '#222222'

# panel 1
set lmargin at screen 0.086190; set rmargin at screen 0.693893
set bmargin at screen 0.121864; set tmargin at screen 0.838710
set logscale x
set xrange [0.99999999900000003:30.000000030000002]
set xtics ('1' 1 0, '2' 2 0, '' 3 1, '' 4 1, '5' 5 0, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10' 10 0, '20' 20 0, '' 30 1)
unset logscale y
set yrange [0:1]
set ytics ('0.0' -0 0, '0.1' 0.10000000000000001 0, '0.2' 0.20000000000000001 0, '0.3' 0.30000000000000004 0, '0.4' 0.40000000000000002 0, '0.5' 0.5 0, '0.6' 0.60000000000000009 0, '0.7' 0.70000000000000007 0, '0.8' 0.80000000000000004 0, '0.9' 0.90000000000000002 0, '1.0' 1 0)
set label 'gradient evaluations (passes over the data)' at screen 0.390041,0.046595 center noenhanced front textcolor rgb '#222222'
set label 'share of runs that reached the target' at screen 0.013712,0.480287 center rotate by 90 noenhanced front textcolor rgb '#222222'
left = 1; right = 30; low = 0; high = 1
across(x) = x < left ? left : x > right ? right : x
clamp(y) = y < low ? low : y > high ? high : y
fall(y) = y < low && y > -1e308 ? low : y
seen(x) = x > 0 ? x : NaN
inner(o,m,q) = clamp(q > high ? m > high ? o : m : q)
outer(o,m,q) = q > high ? high : inner(o,m,q)
plot 'report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg.dat' index 0 using (seen($1)):(fall($2)) with steps ls 1 title 'sgd exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg.dat' index 1 using (seen($1)):(fall($2)) with steps ls 2 title 'momentum exponential gamma=0.9 lr=10 batch=32' noenhanced, \
     'report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg.dat' index 2 using (seen($1)):(fall($2)) with steps ls 3 title 'nesterov exponential gamma=0.9 lr=1 batch=32' noenhanced, \
     'report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg.dat' index 3 using (seen($1)):(fall($2)) with steps ls 4 title 'adagrad cosine lr=1 batch=32' noenhanced, \
     'report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg.dat' index 4 using (seen($1)):(fall($2)) with steps ls 5 title 'rmsprop cosine lr=0.1 batch=32' noenhanced, \
     'report-data_profile-by-gradients-target-0.01-best-of-optimizer.svg.dat' index 5 using (seen($1)):(fall($2)) with steps ls 6 title 'adam cosine lr=0.1 batch=32' noenhanced
unset label; unset arrow; unset object
unset output
