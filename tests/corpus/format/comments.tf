   # indented too far
//no space
#
/* block */
/* block
      over lines
  */
resource /* dropped */ "a" /* dropped */ "b" /* kept */ {
      # inside
  a=1//tight
  b = 2/* tight */
  c /* name */ = /* value */ 3 /* end */ # line
  /* lead */ d = 4
  list = [ # first
    1, # one
  22, // two
    /* three */ 3
    # last
  ]
  call = f( # open
    a, # a
  b
  ) # close

  # at the end
}
/* before */ block {} /* after */
# last line
