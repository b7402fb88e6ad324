package p
func (a *b[c]) d(e, f int) (g func() struct{}, h error) {
  if x := (func() bool { return y[z{1}] })(); x { return }
  m[k] = append(m[k], []t{{1}, {2}}...)
/* open