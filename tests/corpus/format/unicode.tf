größe = 1
名前 = 2 # two columns on screen, one here
e = 3
object = {
"é" = 1 # precomposed
"é" = 2 # combining
"👩‍👩‍👧" = 3 # one family
"🇩🇪🇫🇷" = 4 # two flags
"한국어" = 5 # syllables
"한" = 6 # letters
"क्षि" = 7 # conjunct
"a​b" = 8 # zero width space
"✌🏽" = 9 # skin tone
plain = 10 # ten
}
block größe "é" "\u00e9" "a\tb" "\U0001f600" {
text = <<ÉND
é
ÉND
}
