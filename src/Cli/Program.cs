Console.WriteLine("hathi");
