# Written by downhill. In this folder, `gnuplot report-speed-best-of-optimizer.svg.gp` draws report-speed-best-of-optimizer.svg again.
set terminal svg size 795,290 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
set output './report-speed-best-of-optimizer.svg'
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.022642,0.893251 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'seconds a step, of problem and optimizer, fastest first; 10 seeds; box: quartiles, bar: median, a point a run; each' at screen 0.022642,0.820937 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'optimizer at its best settings of those tried; all methods: batch=32' at screen 0.022642,0.758953 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set lmargin at screen 0.373304; set rmargin at screen 0.952201
set bmargin at screen 0.234160; set tmargin at screen 0.703857
unset logscale x
set xrange [6.0202731919060974e-07:1.1361605539504025e-06]
set xtics ('0.7×10^{−6}' 6.9999999999999997e-07 0, '0.8×10^{−6}' 7.9999999999999996e-07 0, '0.9×10^{−6}' 8.9999999999999996e-07 0, '1.0×10^{−6}' 9.9999999999999995e-07 0, '1.1×10^{−6}' 1.1000000000000001e-06 0)
set yrange [5.6:-0.6]
unset ytics; unset grid; set grid xtics ls 101; set border 1 back ls 100
set label 'seconds a step' at screen 0.662753,0.089532 center noenhanced front textcolor rgb '#222222'
set label 'momentum exponential gamma=0.9 lr=10' at screen 0.360726,0.658402 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.360726,0.582645 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'nesterov exponential gamma=0.9 lr=1' at screen 0.360726,0.506887 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adagrad cosine lr=1' at screen 0.360726,0.431129 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adam cosine lr=0.1' at screen 0.360726,0.355372 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'rmsprop cosine lr=0.1' at screen 0.360726,0.279614 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from 6.26702003501e-07,-0.320000 to 6.60871377881e-07,0.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 6.3496831798e-07,-0.320000 to 6.3496831798e-07,0.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.3510243409e-07,0.680000 to 7.5682781648e-07,1.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 6.59880699661e-07,0.680000 to 6.59880699661e-07,1.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.57581187827e-07,1.680000 to 7.25769326285e-07,2.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 6.75920418871e-07,1.680000 to 6.75920418871e-07,2.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.83606267557e-07,2.680000 to 7.11503639145e-07,3.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 6.97929030543e-07,2.680000 to 6.97929030543e-07,3.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.89822973072e-07,3.680000 to 8.50555958702e-07,4.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 7.07989493094e-07,3.680000 to 7.07989493094e-07,4.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.82829514618e-07,4.680000 to 8.23631047145e-07,5.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 7.46823126166e-07,4.680000 to 7.46823126166e-07,5.320000 nohead lc rgb '#0072B2' lw 2.2 front
plot 'report-speed-best-of-optimizer.svg.dat' index 0 using 1:2 with points pt 7 ps 0.4 lc rgb '#40004060' notitle
unset output
