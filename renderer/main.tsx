/** Where the page begins: one client, the stores that live as long as the page, the first render. */
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startApp } from './app/start-app.ts';
import { Client } from './client.ts';
import './ui/theme.css';

startApp(new Client());
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
