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
set xrange [0:3.7175452052098181e-06]
set xtics ('0' -0 0, '1×10^{−6}' 9.9999999999999995e-07 0, '2×10^{−6}' 1.9999999999999999e-06 0, '3×10^{−6}' 3.0000000000000001e-06 0)
set yrange [5.6:-0.6]
unset ytics; unset grid; set grid xtics ls 101; set border 1 back ls 100
set label 'seconds a step' at screen 0.662753,0.089532 center noenhanced front textcolor rgb '#222222'
set label 'nesterov exponential gamma=0.9 lr=1' at screen 0.360726,0.658402 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'rmsprop cosine lr=0.1' at screen 0.360726,0.582645 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'momentum exponential gamma=0.9 lr=10' at screen 0.360726,0.506887 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adagrad cosine lr=1' at screen 0.360726,0.431129 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.360726,0.355372 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adam cosine lr=0.1' at screen 0.360726,0.279614 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from 6.59114848531e-07,-0.320000 to 7.25827350026e-07,0.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 6.85044700125e-07,-0.320000 to 6.85044700125e-07,0.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 7.0767451891e-07,0.680000 to 8.80001528761e-07,1.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 7.2716776938e-07,0.680000 to 7.2716776938e-07,1.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.67652578462e-07,1.680000 to 9.16272903042e-07,2.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 7.33546181032e-07,1.680000 to 7.33546181032e-07,2.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 7.05781122734e-07,2.680000 to 9.72483550059e-07,3.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 7.56666797517e-07,2.680000 to 7.56666797517e-07,3.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 6.54181330901e-07,3.680000 to 9.5016835985e-07,4.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 8.01391122675e-07,3.680000 to 8.01391122675e-07,4.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 7.37295928654e-07,4.680000 to 9.74909216893e-07,5.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 9.49851221069e-07,4.680000 to 9.49851221069e-07,5.320000 nohead lc rgb '#0072B2' lw 2.2 front
plot 'report-speed-best-of-optimizer.svg.dat' index 0 using 1:2 with points pt 7 ps 0.4 lc rgb '#40004060' notitle
unset output
