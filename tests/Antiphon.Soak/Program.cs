using System.Diagnostics;
using System.Globalization;
using Antiphon.Soak;

// Trains again and again in this process for some seconds. After each command a line of JSON says what the process holds, and after each
// cycle of commands also what stands for its results.
if (args is not [var text] || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
{
    Console.Error.WriteLine("usage: Antiphon.Soak SECONDS");
    return 2;
}

var clock = Stopwatch.StartNew();
long done = 0;
while (clock.Elapsed.TotalSeconds < seconds)
{
    using var cycle = new Cycle(Environment.ProcessorCount);
    string answer = cycle.Run(() => Console.WriteLine(Measurement.Take(done)));
    done += Cycle.Trainings;
    Console.WriteLine(Measurement.Take(done, answer));
}

return 0;
