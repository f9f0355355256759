locals {
  negative=-1
  difference = a-1
  spaced   =   a  -  b*-c/-(d)%e
  logic= !a&&! b||c==-1?"yes":- 2
  comparison = a<=b&&c>=d||e!=f
     call = merge ( var.a ,var.b... )
  namespaced = provider :: aws :: arn_parse ( var.arn )
  nested = f(g( h() ) , [ ] , { } )
  index = var.list [ 0 ] . name
  text_index = "${var.list}"[0]
  legacy = aws_instance.web.*.id
  splat = aws_instance.web [ * ] . id
  legacy_index = aws_instance.web.0.id
  tuple = [1,2 , 3 ,]
  object = {a=1,b : 2, "c"=3, (var.key) = 4,}
  for_tuple = [for x in[1,2]:x if x>1]
  for_object = {for k,v in var.map:k=>v...}
  for_parens = [for x in (var.list) : x]
  number = 1.5e-3
  dotted = 192.168
  parenthesised = (
    var.a
      ? var.b
           : var.c
  )
  multi = [
  for x in var.list :
      {
    name = x.name,
  value=x.value
    }
    if x.on
  ]
  call_over_lines = join(",", [
  "a",
      "b",
  ])
  staggered = f([{
  a = 1
  }])
  uneven = f([{
  a = 1 }
  ])
  closing = f(
  [ g(
  1)]
  )
}
