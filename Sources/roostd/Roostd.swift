@main
struct Roostd {
    static func main() {}
}
