using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Server;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Server;

/// <summary>What the list of policies tells of a run follows the files of the run.</summary>
public class RecordsTests : ServerTest
{
    [Fact]
    public async Task A_new_record_changes_what_is_told_and_nothing_else()
    {
        await File.WriteAllTextAsync(In("record"), "1.5");
        await Start(
            Options,
            new PolicySource("table", () =>
                ServedPolicy.Of(Game, Pair(Game, Table(Game, 5)), value: double.Parse(File.ReadAllText(In("record"))))
            )
            {
                Records = [In("record")],
            }
        );
        string session = await Open("table");
        JsonElement before = await Listed();
        Assert.Equal(1.5, before.GetProperty("value").GetDouble());
        await File.WriteAllTextAsync(In("record"), "22.5");
        for (int attempt = 0; attempt < 1200 && (await Listed()).GetProperty("value").GetDouble() is 1.5; attempt++)
        {
            await Task.Delay(25);
        }

        Assert.Equal(22.5, (await Listed()).GetProperty("value").GetDouble());
        Assert.Equal(before.GetProperty("version").GetString(), (await Listed()).GetProperty("version").GetString());
        (await Post($"/v1/sessions/{session}/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();
        Assert.Empty(Log.ToString());
    }

    private async Task<JsonElement> Listed() => (await Get("/v1/policies")).Succeeded().GetProperty("policies")[0];
}

/// <summary>The same of a run that `antiphon train` made.</summary>
[Trait("Tier", "full")]
public class RunRecordsTests : CommandLineTest
{
    [Fact]
    public async Task Value_and_gap_follow_the_record_and_the_certificate_of_a_run()
    {
        Run("train", "warehouse", "--k", "2", "--agents", "3", "--out", "mine").Succeeded();
        using ServedProcess server = await ServedProcess.Start(Folder, "mine", "--store", "memory");
        using var client = new HttpClient();
        Assert.Null((await Listed())["gap"]);
        Run("certify", "mine", "--accuracy", "1e-3", "--restarts", "0").Succeeded();
        JsonNode certificate = JsonNode.Parse(await File.ReadAllTextAsync(In("mine", "certificate.json")))!;
        double gap = certificate["epsilon"]!["initial"]!.GetValue<double>();
        await Becomes("gap", gap);
        JsonNode record = JsonNode.Parse(await File.ReadAllTextAsync(In("mine", "run.json")))!;
        record["outcome"]!["deployed"]!["mean"] = 12.5;
        await File.WriteAllTextAsync(In("mine", "run.json"), record.ToJsonString());
        await Becomes("value", 12.5);

        async Task<JsonNode> Listed() => JsonNode.Parse(await client.GetStringAsync($"{server.Address}/v1/policies"))!["policies"]![0]!;

        async Task Becomes(string field, double expected)
        {
            double? found = null;
            for (int attempt = 0; attempt < 1200 && found != expected; attempt++)
            {
                found = (await Listed())[field]?.GetValue<double>();
                await Task.Delay(found == expected ? 0 : 25);
            }

            Assert.Equal(expected, found);
        }
    }
}
