using System.Diagnostics;
using Antiphon.Numerics;

namespace Antiphon.Fuzz;

/// <summary>Reads inputs that are made from known ones, and keeps those that reach new code.</summary>
/// <param name="target">The reader.</param>
/// <param name="current">Receives every input before it is read.</param>
/// <param name="findings">Receives inputs that show a fault.</param>
internal sealed class FuzzLoop(FuzzTarget target, CurrentInput current, FindingFolder findings)
{
    private const int Latest = 16;

    // Longer ones are read, but nothing is made from them: that would take long.
    private const int LongestKnown = 16_000;

    private readonly Trial trial = new(target);
    private readonly Coverage coverage = new();
    private readonly List<byte[]> known = [];

    /// <summary>How many inputs were read.</summary>
    public long Inputs { get; private set; }

    /// <summary>Inputs that each reach code that those before them do not.</summary>
    public IReadOnlyList<byte[]> Known => known;

    /// <summary>Runs until the time or the number of inputs is reached.</summary>
    /// <param name="inputs">The inputs to begin with.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="seconds">The time.</param>
    /// <param name="most">The number of inputs.</param>
    public void Run(IReadOnlyList<byte[]> inputs, ulong seed, double seconds, long most)
    {
        long start = Stopwatch.GetTimestamp();
        RandomStream stream = new RandomStream(seed).Split($"fuzz {target.Name}");
        var mutator = new Mutator(new Vocabulary(inputs), stream);
        foreach (byte[] input in inputs.Append([]))
        {
            Read(input);
        }

        while (Inputs < most && Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            Read(mutator.Mutate(Pick(stream), known[(int)stream.NextBelow(known.Count)]));
        }
    }

    /// <summary>The inputs that are needed to reach all code that was reached, small ones first.</summary>
    public IEnumerable<byte[]> Smallest()
    {
        var covered = new Coverage();
        foreach (byte[] input in known.OrderBy(input => input.Length))
        {
            Coverage.Clear();
            trial.Run(input);
            if (covered.Add())
            {
                yield return input;
            }
        }
    }

    // Half of them among the latest, whose code is new.
    private byte[] Pick(RandomStream stream)
    {
        int most = stream.NextBelow(2) == 0 ? known.Count : Math.Min(known.Count, Latest);
        return known[known.Count - 1 - (int)stream.NextBelow(most)];
    }

    private void Read(byte[] input)
    {
        current.Set(input);
        Coverage.Clear();
        Finding? finding = trial.Run(input);
        Inputs++;
        if (finding is not null)
        {
            findings.Add(target.Name, input, finding, trial);
        }
        else if ((coverage.Add() && input.Length <= LongestKnown) || known.Count == 0)
        {
            known.Add(input);
        }
    }
}
