data "coder_parameter" "ticket" {
  name    = "ticket"
  mutable = true
  type    = "string"
  default = ""
}
