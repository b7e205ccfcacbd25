# Written by downhill. In this folder, `gnuplot report-time_to_target-by-gradients-target-0.01-best-of-optimizer.svg.gp` draws report-time_to_target-by-gradients-target-0.01-best-of-optimizer.svg again.
if (!exists('picture')) picture = './report-time_to_target-by-gradients-target-0.01-best-of-optimizer.svg'
set terminal svg size 795,308 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.022642,0.899481 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'cost to reach f* + 0.01 (f₀ − f*), best first; 10 seeds; a point a run, ○: had not reached it when it ended; bar:' at screen 0.022642,0.831388 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'expected cost with restarts (ERT), box: its 95 % interval; each optimizer at its best settings of those tried; all' at screen 0.022642,0.773022 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'methods: batch=32' at screen 0.022642,0.714656 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set lmargin at screen 0.373304; set rmargin at screen 0.952201
set bmargin at screen 0.220493; set tmargin at screen 0.662776
unset logscale x
set xrange [0:17.48]
set xtics ('0' -0 0, '5' 5 0, '10' 10 0, '15' 15 0)
set yrange [5.6:-0.6]
unset ytics; unset grid; set grid xtics ls 101; set border 1 back ls 100
set label 'gradient evaluations (passes over the data)' at screen 0.662753,0.084306 center noenhanced front textcolor rgb '#222222'
set label 'adam cosine lr=0.1' at screen 0.360726,0.619974 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'rmsprop cosine lr=0.1' at screen 0.360726,0.548638 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adagrad cosine lr=1' at screen 0.360726,0.477302 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'nesterov exponential gamma=0.9 lr=1' at screen 0.360726,0.405966 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'momentum exponential gamma=0.9 lr=10' at screen 0.360726,0.334630 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.360726,0.263294 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from 5.5,-0.320000 to 6.3,0.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 5.9,-0.320000 to 5.9,0.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.2,0.680000 to 8.9,1.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 7.5,0.680000 to 7.5,1.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.2,1.680000 to 8.9,2.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 7.6,1.680000 to 7.6,2.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 7.5,2.680000 to 10.6457911615,3.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 9.1,2.680000 to 9.1,3.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 8,3.680000 to 12.1,4.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 9.9,3.680000 to 9.9,4.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 11.5,4.680000 to 13.8,5.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 12.5,4.680000 to 12.5,5.320000 nohead lc rgb '#0072B2' lw 2.2 front
plot 'report-time_to_target-by-gradients-target-0.01-best-of-optimizer.svg.dat' index 0 using 1:2 with points pt 7 ps 0.4 lc rgb '#40004060' notitle
unset output
