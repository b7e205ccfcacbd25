# Written by downhill. In this folder, `gnuplot report-final-best-of-optimizer.svg.gp` draws report-final-best-of-optimizer.svg again.
if (!exists('picture')) picture = './report-final-best-of-optimizer.svg'
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
set label 'final cost − f*, best first; 10 seeds; box: quartiles, bar: median, a point a run; each optimizer at its best settings of' at screen 0.022642,0.820937 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'those tried; all methods: batch=32' at screen 0.022642,0.758953 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set lmargin at screen 0.373304; set rmargin at screen 0.952201
set bmargin at screen 0.234160; set tmargin at screen 0.703857
unset logscale x
set xrange [0:0.0017628894601742766]
set xtics ('0.0000' -0 0, '0.0005' 0.00050000000000000001 0, '0.0010' 0.001 0, '0.0015' 0.0015 0)
set yrange [5.6:-0.6]
unset ytics; unset grid; set grid xtics ls 101; set border 1 back ls 100
set label 'final cost − f*' at screen 0.662753,0.089532 center noenhanced front textcolor rgb '#222222'
set label 'nesterov exponential gamma=0.9 lr=1' at screen 0.360726,0.658402 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'rmsprop cosine lr=0.1' at screen 0.360726,0.582645 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'momentum exponential gamma=0.9 lr=10' at screen 0.360726,0.506887 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adam cosine lr=0.1' at screen 0.360726,0.431129 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.360726,0.355372 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label 'adagrad cosine lr=1' at screen 0.360726,0.279614 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set object rectangle from 0.000362435350675,-0.320000 to 0.000534592483302,0.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 0.000420392679456,-0.320000 to 0.000420392679456,0.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 0.000446131952566,0.680000 to 0.000550628066284,1.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 0.000486612606159,0.680000 to 0.000486612606159,1.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 0.000454415293164,1.680000 to 0.000688050857415,2.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 0.000487938304793,1.680000 to 0.000487938304793,2.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 0.000546314608812,2.680000 to 0.000716683393582,3.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 0.000607520720513,2.680000 to 0.000607520720513,3.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 0.000597189680068,3.680000 to 0.000763678202632,4.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 0.000631715978039,3.680000 to 0.000631715978039,4.320000 nohead lc rgb '#0072B2' lw 2.2 front
set object rectangle from 0.000742147954646,4.680000 to 0.00089448226889,5.320000 fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back
set arrow from 0.000842532930136,4.680000 to 0.000842532930136,5.320000 nohead lc rgb '#0072B2' lw 2.2 front
plot 'report-final-best-of-optimizer.svg.dat' index 0 using 1:2 with points pt 7 ps 0.4 lc rgb '#40004060' notitle
unset output
