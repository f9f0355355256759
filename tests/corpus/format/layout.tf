

block    "a"   "b"{
a=1
        b =2

 
   nested{
c=3
	tabbed {
	d=	4
	}
  }

nested{}
nested    {    }
nested { a=1 }
}
block "c" {}
block "d" {
}



    last "x" {
 y = [
1,
      2
]
}
  	