# A file comment
variable "a" {}
a = 1
long_name = 2 # same column
b = { # a brace stops the group
  x = 1 # x
  longer = "two" // two
  k : 1
}
c = 3

after_blank_line = 4
d = 5 # five
# a whole line of comment stops it too
longest_of_all = 6 # six
e = 7 /* seven */
f = /* before */ 8 # eight
g = [1, 2, 3] # nine
h = <<EOT
  heredoc
EOT
i = 10 # ten
jjjj = <<-EOT
    text ${a    +   b} # no comment
      EOT
block { # opens
  a = 1 # one
  inner { # inner
  } # end of inner
  bb = 2
} # end
