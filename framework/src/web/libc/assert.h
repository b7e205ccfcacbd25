/* There is nobody to tell. */
#ifndef DH_WEB_ASSERT_H
#define DH_WEB_ASSERT_H

#define assert(X) ((void)0)

#endif
