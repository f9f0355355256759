locals {
  lone="${var.a}"
  lone_call = "${ f( var.a ) }"
  lone_over_lines = "${
    var.a
  }"
  lone_sum_over_lines = "${
    var.a
    + var.b
  }"
  lone_in_parens = "${(
    var.a
    + var.b
  )}"
  lone_comment = "${var.a /* why */}"
  lone_object = "${{a=1}}"
  two = "${var.a}${var.b}"
  with_text = "a${ var.a }b"
  in_list = ["${var.a}"]
  nested = "${f("${var.a}")}"
  stripped = "a${~ var.a ~}b"
  escaped = "$${a} %%{if} $ % $$ %% \" \\ \t \u00e9"
  directive = "%{if var.a}x%{ else }y%{~endif~}"
  loop = "%{for x in   var.list}${x},%{endfor}"
  object_inside = "x${ {a=1}.a }y"
  heredoc = <<EOT
keeps   its    spaces
	and tabs ${f(a,b)}
${var.a}EOT
  EOTX
$EOT
  %{if var.a   }
  a
  %{endif}
  EOT
  flush = <<-EOT
      indented ${
  f(
  var.a,
      var.b)
  } more
      EOT
  heredoc_in_call = f(<<A
first
A
, var.b)
  heredoc_in_list = [
  <<EOT
text
EOT
  ,
      2
  ]
  heredoc_in_heredoc = <<OUTER
before ${f(<<INNER
inside
INNER
)} after
OUTER
}
