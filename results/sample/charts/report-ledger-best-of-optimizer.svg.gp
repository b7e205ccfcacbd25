# Written by downhill. In this folder, `gnuplot report-ledger-best-of-optimizer.svg.gp` draws report-ledger-best-of-optimizer.svg again.
if (!exists('picture')) picture = './report-ledger-best-of-optimizer.svg'
set terminal svg size 836,308 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.021531,0.899481 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'where the seconds of a step go, fastest first; 10 seeds; medians; each optimizer at its best settings of those tried; all' at screen 0.021531,0.831388 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'methods: batch=32' at screen 0.021531,0.773022 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set lmargin at screen 0.354996; set rmargin at screen 0.906427
set bmargin at screen 0.220493; set tmargin at screen 0.662776
unset logscale x
set xrange [0:100]
set xtics ('0' -0 0, '20' 20 0, '40' 40 0, '60' 60 0, '80' 80 0, '100' 100 0)
set yrange [5.6:-0.6]
unset ytics; unset grid; set grid xtics ls 101; set border 1 back ls 100
set label 'percent of a step; on the right: its length' at screen 0.630712,0.084306 center noenhanced front textcolor rgb '#222222'
set label 'nesterov exponential gamma=0.9 lr=1' at screen 0.343035,0.619974 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label '905 ns' at screen 0.913604,0.619974 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.343035,0.548638 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label '933 ns' at screen 0.913604,0.548638 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'rmsprop cosine lr=0.1' at screen 0.343035,0.477302 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label '993 ns' at screen 0.913604,0.477302 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'momentum exponential gamma=0.9 lr=10' at screen 0.343035,0.405966 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label '1 µs' at screen 0.913604,0.405966 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'adagrad cosine lr=1' at screen 0.343035,0.334630 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label '1.01 µs' at screen 0.913604,0.334630 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set label 'adam cosine lr=0.1' at screen 0.343035,0.263294 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set label '1.04 µs' at screen 0.913604,0.263294 left noenhanced front font 'Inter,11' textcolor rgb '#666666'
set object rectangle from screen 0.354996,0.685473 to screen 0.369350,0.717899 fillcolor rgb '#93C4E3' fillstyle solid noborder front
set label 'problem (loss and gradients)' at screen 0.376528,0.701686 left noenhanced front font 'Inter,11' textcolor rgb '#222222'
set object rectangle from screen 0.579868,0.685473 to screen 0.594222,0.717899 fillcolor rgb '#E69F00' fillstyle solid noborder front
set label 'optimizer' at screen 0.601400,0.701686 left noenhanced front font 'Inter,11' textcolor rgb '#222222'
set object rectangle from 0,-0.340000 to 95.0082444506,0.340000 fillcolor rgb '#93C4E3' fillstyle solid noborder back
set object rectangle from 95.0082444506,-0.340000 to 100,0.340000 fillcolor rgb '#E69F00' fillstyle solid noborder back
set object rectangle from 0,0.660000 to 94.8378689291,1.340000 fillcolor rgb '#93C4E3' fillstyle solid noborder back
set object rectangle from 94.8378689291,0.660000 to 100,1.340000 fillcolor rgb '#E69F00' fillstyle solid noborder back
set object rectangle from 0,1.660000 to 90.6191777639,2.340000 fillcolor rgb '#93C4E3' fillstyle solid noborder back
set object rectangle from 90.6191777639,1.660000 to 100,2.340000 fillcolor rgb '#E69F00' fillstyle solid noborder back
set object rectangle from 0,2.660000 to 94.8012102932,3.340000 fillcolor rgb '#93C4E3' fillstyle solid noborder back
set object rectangle from 94.8012102932,2.660000 to 100,3.340000 fillcolor rgb '#E69F00' fillstyle solid noborder back
set object rectangle from 0,3.660000 to 91.2525337612,4.340000 fillcolor rgb '#93C4E3' fillstyle solid noborder back
set object rectangle from 91.2525337612,3.660000 to 100,4.340000 fillcolor rgb '#E69F00' fillstyle solid noborder back
set object rectangle from 0,4.660000 to 88.0048359204,5.340000 fillcolor rgb '#93C4E3' fillstyle solid noborder back
set object rectangle from 88.0048359204,4.660000 to 100,5.340000 fillcolor rgb '#E69F00' fillstyle solid noborder back
plot NaN notitle
unset output
