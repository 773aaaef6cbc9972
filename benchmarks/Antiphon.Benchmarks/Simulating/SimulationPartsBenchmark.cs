using Antiphon.Benchmarks.Measuring;

namespace Antiphon.Benchmarks.Simulating;

/// <summary>
/// Where the time of a step of online execution goes: each part is timed by itself over recorded situations, beside the simulator itself.
/// </summary>
internal static class SimulationPartsBenchmark
{
    private const int Repetitions = 9;
    private static readonly int[] Subsamples = [1, 10, 50];

    public static int Run()
    {
        Machine.Print("simulate-parts");
        Console.WriteLine(
            $"Online execution of *sample mode* + *follow* on warehouse-flat, n = {StepParts.Agents:N0}, on one core: nanoseconds per "
                + "step, median (smallest to largest) of"
        );
        Console.WriteLine(
            $"{Repetitions} repetitions, taken in turn over the rows of a k. Each part is run alone over the same "
                + $"{StepParts.Situations:N0} situations of recorded episodes; *whole step* is the simulator itself."
        );
        Console.WriteLine();
        Console.WriteLine($"| part | {string.Join(" | ", Subsamples.Select(k => $"k = {k}"))} |");
        Console.WriteLine($"|---|{string.Concat(Subsamples.Select(_ => "---:|"))}");
        StepParts[] steps = [.. Subsamples.Select(k => new StepParts(k))];
        double[][][] seconds = [.. steps.Select(step => Timing.Compare(Repetitions, [.. step.Parts.Select(part => part.Run)]))];
        for (int part = 0; part < steps[0].Parts.Count; part++)
        {
            Console.WriteLine(
                $"| {steps[0].Parts[part].Name} | "
                    + $"{string.Join(" | ", seconds.Select(times => Spread.Of(times[part]).Show("F0", 1e9 / StepParts.Situations)))} |"
            );
        }

        Console.WriteLine();
        Console.WriteLine(
            $"Binomial draws per step: {string.Join("; ", Subsamples.Zip(steps, (k, step) => $"k = {k}: {step.DrawsPerStep}"))}."
        );
        Console.WriteLine();
        return 0;
    }
}
