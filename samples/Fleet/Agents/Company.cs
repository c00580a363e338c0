using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Nordlicht Appliances, which exists nowhere: it makes and mends household machines.</summary>
internal static class Company
{
    public static readonly string[] Products =
    [
        "espresso machine EM 420",
        "dishwasher DW 60 Silent",
        "heat pump dryer HD 8",
        "induction hob IH 77",
        "washing machine WM 9 Plus",
        "wine cooler WC 24",
        "steam oven SO 45",
        "upright freezer UF 280",
        "coffee grinder CG 12",
        "range hood RH 90",
    ];

    public static readonly string[] Suppliers =
    [
        "Aldermann Pumpen",
        "Nordkai Logistik",
        "Papier Union",
        "Holm & Sohn",
        "Tessin AG",
        "Brix Elektronik",
        "Vela Packaging",
        "Ostsee Energie",
        "Kranz Metallbau",
        "Lindqvist Fasteners",
        "Marbach Glas",
        "Delta Motoren",
    ];

    private static readonly string[] Staff =
    [
        "k.brandt",
        "t.nakamura",
        "s.oezdemir",
        "m.lindqvist",
        "a.kowalska",
        "j.ferreira",
        "l.haddad",
        "p.vanderberg",
    ];

    private static readonly string[] Customers =
    [
        "anna.weiss",
        "j.martin",
        "olga.petrova",
        "d.schneider",
        "maria.rossi",
        "peter.novak",
        "h.jensen",
        "sofia.almeida",
        "b.dubois",
        "e.virtanen",
        "tom.baker",
        "ines.garcia",
        "r.meyer",
        "yuki.tanaka",
        "c.murphy",
    ];

    public static string Colleague(Dice dice) => dice.Pick(Staff) + "@nordlicht.example";

    public static string Customer(Dice dice) => dice.Pick(Customers) + "@example.com";

    public static string Environment(Dice dice, double staging) => dice.Chance(staging) ? "staging" : "production";
}
