# Written by downhill. In this folder, `gnuplot report-speed-best-of-optimizer.svg.gp` draws report-speed-best-of-optimizer.svg again.
if (!exists('picture')) picture = './report-speed-best-of-optimizer.svg'
set terminal svg size 795,290 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.022642,0.893251 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'seconds a step, of problem and optimizer, fastest first; 10 seeds; box: quartiles, bar: median, a point a run; each' at screen 0.022642,0.820937 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'optimizer at its best settings of those tried; all methods: batch=32' at screen 0.022642,0.758953 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set lmargin at screen 0.373304; set rmargin at screen 0.952201
set bmargin at screen 0.234160; set tmargin at screen 0.703857
unset logscale x
set xrange [0:1.1356727679311816e-05]
set xtics ('0' -0 0, '0.2×10^{−5}' 1.9999999999999999e-06 0, '0.4×10^{−5}' 3.9999999999999998e-06 0, '0.6×10^{−5}' 6.0000000000000002e-06 0, '0.8×10^{−5}' 7.9999999999999996e-06 0, '1.0×10^{−5}' 9.9999999999999991e-06 0)
set yrange [5.6:-0.6]
unset ytics; unset grid; set grid xtics ls 101; set border 1 back ls 100
set label 'seconds a step' at screen 0.662753,0.089532 center noenhanced front textcolor rgb '#222222'
set label 'nesterov exponential gamma=0.9 lr=1' at screen 0.360726,0.658402 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.360726,0.582645 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'rmsprop cosine lr=0.1' at screen 0.360726,0.506887 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'momentum exponential gamma=0.9 lr=10' at screen 0.360726,0.431129 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adagrad cosine lr=1' at screen 0.360726,0.355372 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adam cosine lr=0.1' at screen 0.360726,0.279614 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from 8.37990745721e-07,-0.320000 to 1.00961175728e-06,0.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 9.05140218998e-07,-0.320000 to 9.05140218998e-07,0.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 9.00458467691e-07,0.680000 to 9.84589569271e-07,1.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 9.32879589123e-07,0.680000 to 9.32879589123e-07,1.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 9.59731235829e-07,1.680000 to 1.03782207993e-06,2.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 9.93034797527e-07,1.680000 to 9.93034797527e-07,2.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 9.1952761674e-07,2.680000 to 1.0228675698e-06,3.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 1.00469393753e-06,2.680000 to 1.00469393753e-06,3.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 9.69751207675e-07,3.680000 to 2.00784619261e-06,4.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 1.01499619228e-06,3.680000 to 1.01499619228e-06,4.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 7.53328571995e-07,4.680000 to 1.0890636218e-06,5.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 1.04049043633e-06,4.680000 to 1.04049043633e-06,5.320000 nohead lc rgb '#0072B2' lw 2.2 front
plot 'report-speed-best-of-optimizer.svg.dat' index 0 using 1:2 with points pt 7 ps 0.4 lc rgb '#40004060' notitle
unset output
