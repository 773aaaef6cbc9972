using System.Diagnostics;

namespace Antiphon.Fuzz;

/// <summary>Gives a reader one input and judges what happens. Says the same of the same input, whatever was read before it.</summary>
/// <param name="target">The reader.</param>
internal sealed class Trial(FuzzTarget target)
{
    /// <summary>The longest that a reader may take.</summary>
    public const double MostSeconds = 2;

    /// <summary>
    /// The most that a reader may allocate, in all, for an input of less than <see cref="LongestInput"/> bytes. It never holds more than
    /// that at a time.
    /// </summary>
    public const long MostBytes = 200_000_000;

    /// <summary>The longest input.</summary>
    public const int LongestInput = 1_000_000;

    private const int Attempts = 3;

    /// <summary>Reads an input.</summary>
    /// <param name="input">The input.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public Finding? Run(byte[] input)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        Finding? fault = Read(input);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (fault is not null)
        {
            return fault;
        }

        if (bytes > MostBytes)
        {
            return new Finding(FindingKind.TooLarge, "memory", $"{bytes:N0} bytes allocated for {input.Length:N0}");
        }

        return seconds > MostSeconds && IsSlow(input)
            ? new Finding(FindingKind.Hang, "time", $"{seconds:F1} seconds for {input.Length:N0} bytes")
            : null;
    }

    private Finding? Read(byte[] input)
    {
        try
        {
            target.Read(input);
            return null;
        }
        catch (Exception problem) when (target.Documents(problem))
        {
            return null;
        }
        catch (Exception problem)
        {
            return new Finding(FindingKind.Crash, $"{problem.GetType().Name} {PlaceOf(problem)}", problem.ToString());
        }
    }

    // Other programs may have taken the processor the first time.
    private bool IsSlow(byte[] input)
    {
        for (int attempt = 1; attempt < Attempts; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            Read(input);
            if (Stopwatch.GetElapsedTime(start).TotalSeconds <= MostSeconds)
            {
                return false;
            }
        }

        return true;
    }

    // The innermost method of ours.
    private static string PlaceOf(Exception problem) =>
        new StackTrace(problem)
            .GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method =>
                method?.DeclaringType?.Assembly.GetName().Name?.StartsWith("Antiphon", StringComparison.Ordinal) == true
            )
            is { } ours
            ? $"{ours.DeclaringType!.Name}.{ours.Name}"
            : "";
}
