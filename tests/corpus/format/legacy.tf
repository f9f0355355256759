variable a {
  type="string"
}
variable "b" { type = "list" }
variable "c" { type = "map" }
variable "d" { type = list }
variable "e" { type = map }
variable "f" { type = set }
variable "g" {
  type = "any"
  default = "${list}"
}
variable "h" {
  type = list ( object ( { a=string,b = optional( number,1 ) } ) )
  validation {
    type = "string"
  }
}
resource aws_instance web {
  type = "list"
  ami = "${var.ami}"
  count = "${length(var.a)}"
  tags {
    type = "map"
    Name = "web-${count.index}"
  }
}
output x { value = "${aws_instance.web.*.id}" }
module { source = "./m" }
resource "" "x" {}
