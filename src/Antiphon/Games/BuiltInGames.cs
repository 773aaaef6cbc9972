using System.Globalization;

namespace Antiphon.Games;

/// <summary>The games that ship with the library.</summary>
public static class BuiltInGames
{
    private const string Day = "microgrid:day";
    private const string Grid = "depots";
    private const string GridDescription =
        "Vehicles on a grid of zones with nine service spots, one of them active; depots:Z is a grid of Z x Z zones, Z from 3 to 40";

    /// <summary>All of them, in the order in which they are listed; "depots" stands for a grid of any size.</summary>
    public static IReadOnlyList<BuiltInGame> All { get; } =
    [
        new("warehouse", "A dispatcher directs a fleet of robots between five zones; r_g = 4 - |s_g - a_g| (the paper's experiment)", () =>
            Warehouse.Define("warehouse", (state, action) => 4 - Math.Abs(state - action))
        ),
        new("warehouse-flat", "The warehouse with r_g = 1 everywhere, as in the authors' program", () =>
            Warehouse.Define("warehouse-flat", (_, _) => 1)
        ),
        new(
            "microgrid",
            "500 home batteries; an operator who observes the charge of k homes announces charge windows and discharge calls",
            Microgrid.Define
        ),
        new(Day, "The home batteries with a daily clock of eight steps of three hours", () => MicrogridDay.Define(Day)),
        new(
            "mixed-fleet",
            "Two types of vehicles between five zones: half are shuttles (fast, small reward), half forklifts (slow, large reward)",
            MixedFleet.Define
        ),
        OfSide(Grid, Depots.Usual),
        new(
            "epidemic",
            "A disease in a town of 10,000; an authority sets restrictions after k tests; the risk depends on the infectious share",
            Epidemic.Define
        ),
        new(
            "epidemic:ages",
            "The epidemic with two age groups; old people fall ill more severely and meet fewer people",
            Epidemic.DefineAges
        ),
        new(
            "congestion",
            "Drivers between five zones share fares and delay each other; a dispatcher who observes k of them moves a bonus",
            Congestion.Define
        ),
    ];

    /// <summary>The built-in game of a name, or null.</summary>
    /// <param name="name">For example "warehouse", or "depots:10" for a grid of 10 x 10 zones, or "microgrid:day"; case matters.</param>
    /// <exception cref="InvalidInputException">What follows "depots:" is not a whole number from 3 to 40.</exception>
    public static BuiltInGame? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Grid + ":", StringComparison.Ordinal)
            ? OfSide(name, Side(name))
            : All.FirstOrDefault(game => string.Equals(game.Name, name, StringComparison.Ordinal));
    }

    /// <summary>Builds the game of a name.</summary>
    /// <param name="name">For example "warehouse", or "depots:10" for a grid of 10 x 10 zones, or "microgrid:day"; case matters.</param>
    /// <exception cref="InvalidInputException">There is no such game; the message lists the existing ones.</exception>
    public static CooperativeGame Get(string name) =>
        Find(name)?.Create()
        ?? throw new InvalidInputException(
            $"There is no built-in game '{name}'. Built in are: {string.Join(", ", All.Select(game => game.Name))}."
        );

    private static BuiltInGame OfSide(string name, int side) => new(name, GridDescription, () => Depots.Define(name, side));

    private static int Side(string name)
    {
        string text = name[(Grid.Length + 1)..];
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side)
            && side is >= Depots.Smallest and <= Depots.Largest
            ? side
            : throw new InvalidInputException(
                $"'{name}' has a grid of '{text}' zones along each side; expected a whole number from {Depots.Smallest} to "
                    + $"{Depots.Largest}, for example {Grid}:10"
            );
    }
}
