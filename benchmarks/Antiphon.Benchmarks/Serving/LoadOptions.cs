namespace Antiphon.Benchmarks.Serving;

/// <summary>How much load a service gets. Bounded, so that a mistyped number ends.</summary>
internal sealed record LoadOptions
{
    private const int MostRequests = 10_000_000;

    /// <summary>Seconds of load of each kind.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>Requests per second, whether or not earlier ones are answered.</summary>
    public int Rate { get; init; } = 1000;

    /// <summary>Connections, each with one request at a time.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>Sessions that steps are taken in, in turn.</summary>
    public int Sessions { get; init; } = 1000;

    /// <summary>Reads options such as <c>--rate 500</c>.</summary>
    /// <exception cref="InvalidInputException">One is unknown or out of range.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new LoadOptions();
        for (int place = 0; place < arguments.Count; place += 2)
        {
            string name = arguments[place];
            string value = place + 1 < arguments.Count ? arguments[place + 1] : "missing";
            options = name switch
            {
                "--seconds" => options with { Seconds = Number(name, value, 600) },
                "--rate" => options with { Rate = Number(name, value, 100_000) },
                "--connections" => options with { Connections = Number(name, value, 256) },
                "--sessions" => options with { Sessions = Number(name, value, 100_000) },
                _ => throw new InvalidInputException($"{name} is no option; expected --seconds, --rate, --connections or --sessions"),
            };
        }

        long requests = (long)options.Rate * options.Seconds;
        return requests <= MostRequests
            ? options
            : throw new InvalidInputException(
                $"these are {requests} requests; expected at most {MostRequests}; lower --rate or --seconds"
            );
    }

    private static int Number(string name, string value, int most) =>
        int.TryParse(value, out int number) && number >= 1 && number <= most
            ? number
            : throw new InvalidInputException($"{name} is {value}; expected a whole number from 1 to {most}");
}
