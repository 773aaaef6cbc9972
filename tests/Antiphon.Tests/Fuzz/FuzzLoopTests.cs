using Antiphon.Fuzz;

namespace Antiphon.Tests.Fuzz;

/// <summary>The loop that makes inputs. Nothing is instrumented here, so that it goes on from the first known input alone.</summary>
public sealed class FuzzLoopTests : IDisposable
{
    private const int Most = 3000;

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_planted_fault_is_found_and_its_input_is_shortened()
    {
        var target = new FuzzTarget("planted", input => RequireFew(input));
        var findings = new FindingFolder(scratch.In("findings"));
        Run(target, findings, seed: 1);
        Assert.Equal(1, findings.Count(FindingKind.Crash));
        string stored = Assert.Single(Directory.GetFiles(scratch.In("findings/planted")), file => Path.GetExtension(file).Length == 0);
        Assert.Equal("]]]]"u8.ToArray(), File.ReadAllBytes(stored));
    }

    [Fact]
    public void A_seed_makes_the_same_inputs_again_and_another_seed_others()
    {
        List<byte[]> first = Inputs(seed: 1);
        Assert.Equal(Most, first.Count);
        Assert.Equal(first, Inputs(seed: 1));
        Assert.NotEqual(first, Inputs(seed: 2));
    }

    [Fact]
    public void No_input_is_longer_than_the_limit() =>
        Assert.All(Inputs(seed: 3), input => Assert.True(input.Length <= Trial.LongestInput));

    private List<byte[]> Inputs(ulong seed)
    {
        var inputs = new List<byte[]>();
        Run(new FuzzTarget("counted", inputs.Add), new FindingFolder(scratch.Folder), seed);
        return inputs;
    }

    private void Run(FuzzTarget target, FindingFolder findings, ulong seed)
    {
        using var current = new CurrentInput(scratch.In("current"));
        new FuzzLoop(target, current, findings).Run(["""{"a": [1, [2, 3]], "b": null}"""u8.ToArray()], seed, double.MaxValue, Most);
    }

    private static void RequireFew(byte[] input)
    {
        if (input.Count(letter => letter == (byte)']') > 3)
        {
            throw new KeyNotFoundException("too many");
        }
    }
}
