package forms
import ("testing";"strings";"testing/fstest";"fmt")
func TestZZ(t *testing.T){
 good:=goodBrand(t)
 src:=string(good[brandFile].Data)
 root,_,_:=ParseTree([]byte(src))
 seen:=map[string]int{}
 var walk func(n *Node,ptr string)
 try:=func(ptr,raw,to string,label string){
  if strings.Count(src,raw)!=1 {return}
  good[brandFile]=&fstest.MapFile{Data:[]byte(strings.Replace(src,raw,to,1))}
  _,fs:=Load(good)
  var bad []string
  hasBrand:=false
  for _,f:=range fs{ if f.File!=brandFile||!(f.Pointer==ptr||strings.HasPrefix(ptr,f.Pointer)||strings.HasPrefix(f.Pointer,ptr+"/")) {bad=append(bad,f.File+" "+f.Code+" "+f.Pointer+": "+f.Detail)}; if f.File==brandFile{hasBrand=true}}
  if len(bad)>0&&hasBrand {fmt.Println(label,ptr,"=>",len(bad),strings.Join(bad[:min(2,len(bad))]," | "))}
  seen[label]++
 }
 walk=func(n *Node,ptr string){
  raw:=string(n.Raw())
  for _,to:=range []string{"5",`"x y"`,"null","[]","{}","[5]"} { try(ptr,raw,to,to) }
  for _,m:=range n.Members{ 
   key:=`"`+m.Name+`": `+string(m.Value.Raw())
   try(ptr+"/"+m.Name,key,`"`+m.Name+`q": `+string(m.Value.Raw()),"rename")
   walk(m.Value,ptr+"/"+m.Name)}
  for i,m:=range n.Items{walk(m,fmt.Sprintf("%s/%d",ptr,i))}
 }
 walk(root,"")
 fmt.Println(seen)
}
