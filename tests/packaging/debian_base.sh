# A Debian with nothing but its base, made once. For tests that are in the source tree, and have `skip`.

debian_base=build/package/bookworm

make_debian_base() {
  ((EUID == 0)) || skip "debootstrap needs root"
  command -v debootstrap >/dev/null || skip "debootstrap is not here"
  [[ ! -e $debian_base/bin/sh ]] || return 0
  local mirror
  # shellcheck disable=SC2016 # apt's words
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
  debootstrap --variant=minbase bookworm "$debian_base.new" "$mirror" >/dev/null || skip "the mirror does not answer"
  mv "$debian_base.new" "$debian_base"
}
