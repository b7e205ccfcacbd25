# Written by downhill. In this folder, `gnuplot report-critical_difference-by-gradients-target-0.01-best-of-optimizer.svg.gp` draws report-critical_difference-by-gradients-target-0.01-best-of-optimizer.svg again.
if (!exists('picture')) picture = './report-critical_difference-by-gradients-target-0.01-best-of-optimizer.svg'
set terminal svg size 1030,285 font 'Inter,13' linewidth 1 background rgb 'white' enhanced
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
set label 'logistic_regression breast_cancer l2=0.001' at screen 0.017483,0.891228 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'
set label 'mean rank over 10 seeds, by the cost to reach f* + 0.01 (f₀ − f*); bars: methods that Nemenyi’s test does not tell apart at 0.05 (Friedman: p = 7.5e-11);' at screen 0.017483,0.817544 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set label 'all methods: batch=32' at screen 0.017483,0.754386 left noenhanced front font 'Inter,13' textcolor rgb '#666666'
set arrow from screen 0.296028,0.466667 to screen 0.703972,0.466667 nohead ls 100 lw 1.2 front
set arrow from screen 0.296028,0.466667 to screen 0.296028,0.491228 nohead ls 100 lw 0.8 front
set label '1' at screen 0.296028,0.519298 center noenhanced front font 'Inter,11' textcolor rgb '#222222'
set arrow from screen 0.377617,0.466667 to screen 0.377617,0.491228 nohead ls 100 lw 0.8 front
set label '2' at screen 0.377617,0.519298 center noenhanced front font 'Inter,11' textcolor rgb '#222222'
set arrow from screen 0.459206,0.466667 to screen 0.459206,0.491228 nohead ls 100 lw 0.8 front
set label '3' at screen 0.459206,0.519298 center noenhanced front font 'Inter,11' textcolor rgb '#222222'
set arrow from screen 0.540794,0.466667 to screen 0.540794,0.491228 nohead ls 100 lw 0.8 front
set label '4' at screen 0.540794,0.519298 center noenhanced front font 'Inter,11' textcolor rgb '#222222'
set arrow from screen 0.622383,0.466667 to screen 0.622383,0.491228 nohead ls 100 lw 0.8 front
set label '5' at screen 0.622383,0.519298 center noenhanced front font 'Inter,11' textcolor rgb '#222222'
set arrow from screen 0.703972,0.466667 to screen 0.703972,0.491228 nohead ls 100 lw 0.8 front
set label '6' at screen 0.703972,0.519298 center noenhanced front font 'Inter,11' textcolor rgb '#222222'
set arrow from screen 0.296028,0.592982 to screen 0.490555,0.592982 nohead lc rgb '#0072B2' lw 2 front
set arrow from screen 0.296028,0.578947 to screen 0.296028,0.607018 nohead lc rgb '#0072B2' lw 1.2 front
set arrow from screen 0.490555,0.578947 to screen 0.490555,0.607018 nohead lc rgb '#0072B2' lw 1.2 front
set label 'critical difference 2.38' at screen 0.296028,0.638596 left noenhanced front font 'Inter,11' textcolor rgb '#222222'
set arrow from screen 0.332743,0.466667 to screen 0.332743,0.277193 nohead lc rgb '#0072B2' lw 1.4 front
set arrow from screen 0.332743,0.277193 to screen 0.284373,0.277193 nohead lc rgb '#0072B2' lw 1.4 front
set label '1.45' at screen 0.288258,0.301754 left noenhanced front font 'Inter,9' textcolor rgb '#666666'
set label 'adam cosine lr=0.1' at screen 0.280487,0.277193 right noenhanced front font 'Inter,13' textcolor rgb '#0072B2'
set arrow from screen 0.446967,0.466667 to screen 0.446967,0.203509 nohead lc rgb '#777777' lw 0.8 front
set arrow from screen 0.446967,0.203509 to screen 0.284373,0.203509 nohead lc rgb '#777777' lw 0.8 front
set label '2.85' at screen 0.288258,0.228070 left noenhanced front font 'Inter,9' textcolor rgb '#666666'
set label 'adagrad cosine lr=1' at screen 0.280487,0.203509 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.451047,0.466667 to screen 0.451047,0.129825 nohead lc rgb '#777777' lw 0.8 front
set arrow from screen 0.451047,0.129825 to screen 0.284373,0.129825 nohead lc rgb '#777777' lw 0.8 front
set label '2.90' at screen 0.288258,0.154386 left noenhanced front font 'Inter,9' textcolor rgb '#666666'
set label 'rmsprop cosine lr=0.1' at screen 0.280487,0.129825 right noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.512238,0.466667 to screen 0.512238,0.129825 nohead lc rgb '#777777' lw 0.8 front
set arrow from screen 0.512238,0.129825 to screen 0.715627,0.129825 nohead lc rgb '#777777' lw 0.8 front
set label '3.65' at screen 0.711742,0.154386 right noenhanced front font 'Inter,9' textcolor rgb '#666666'
set label 'nesterov exponential gamma=0.9 lr=1' at screen 0.719513,0.129825 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.565271,0.466667 to screen 0.565271,0.203509 nohead lc rgb '#777777' lw 0.8 front
set arrow from screen 0.565271,0.203509 to screen 0.715627,0.203509 nohead lc rgb '#777777' lw 0.8 front
set label '4.30' at screen 0.711742,0.228070 right noenhanced front font 'Inter,9' textcolor rgb '#666666'
set label 'momentum exponential gamma=0.9 lr=10' at screen 0.719513,0.203509 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.691734,0.466667 to screen 0.691734,0.277193 nohead lc rgb '#777777' lw 0.8 front
set arrow from screen 0.691734,0.277193 to screen 0.715627,0.277193 nohead lc rgb '#777777' lw 0.8 front
set label '5.85' at screen 0.711742,0.301754 right noenhanced front font 'Inter,9' textcolor rgb '#666666'
set label 'sgd exponential gamma=0.9 lr=10' at screen 0.719513,0.277193 left noenhanced front font 'Inter,13' textcolor rgb '#222222'
set arrow from screen 0.329829,0.435088 to screen 0.515152,0.435088 nohead lc rgb '#D55E00' lw 3.5 front
set arrow from screen 0.444053,0.400000 to screen 0.568185,0.400000 nohead lc rgb '#D55E00' lw 3.5 front
set arrow from screen 0.509324,0.364912 to screen 0.694647,0.364912 nohead lc rgb '#D55E00' lw 3.5 front
unset border; unset tics; unset grid
set xrange [0:1]; set yrange [0:1]
set lmargin at screen 0; set rmargin at screen 1
set bmargin at screen 0; set tmargin at screen 1
plot NaN notitle
unset output
